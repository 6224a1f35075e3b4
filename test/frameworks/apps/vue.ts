/** The app in Vue 3: single-file components, `<KeepAlive>`, `<Teleport>`. */
import { createApp, h, nextTick, shallowRef } from 'vue';
import Page from './Page.vue';
import { perform } from './stage.js';

await perform((place, first, page) => {
  const state = shallowRef(first);
  const app = createApp(() => h(Page, { state: state.value, page }));
  app.mount(place);
  return {
    update: async (next) => {
      state.value = next;
      await nextTick();
    },
    unmount: () => app.unmount(),
  };
});
