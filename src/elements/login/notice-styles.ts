/** The looks of a notice, and of the error that is one; in the shadow tree and in the light tree. */
import { css } from 'lit';

export const noticeStyles = css`
  .miptech-notice {
    display: flex;
    gap: calc(var(--_space) * 2.5);
    align-items: flex-start;
    padding: calc(var(--_space) * 3) min(calc(var(--_space) * 3), 4cqi);
    border: var(--_border-width) solid var(--_border);
    border-radius: var(--_radius-small);
    background: var(--_surface-sunken);
    font-size: 0.9375em;
    overflow-wrap: break-word;
  }

  .miptech-notice p {
    margin: 0;
  }

  .miptech-notice > :last-child {
    min-inline-size: 0;
  }

  .miptech-notice .icon {
    margin-block-start: 0.1em;
    color: var(--_muted);
  }

  .miptech-refusal {
    border-color: color-mix(in oklab, var(--_danger) 35%, var(--_surface));
    background: var(--_danger-soft);
  }

  .miptech-refusal .icon {
    color: var(--_danger);
  }

  .miptech-notice .miptech-remark {
    margin-block-start: var(--_space);
    color: var(--_muted);
  }

  @media (forced-colors: active) {
    .miptech-notice .icon,
    .miptech-refusal .icon {
      color: CanvasText;
    }
  }
`;
