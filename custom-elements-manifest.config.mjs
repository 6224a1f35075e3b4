/** custom-elements.json from the elements' own JSDoc: what editors, frameworks and docs read. */

const sourceToDist = (path) => path.replace(/^src\//, 'dist/').replace(/\.ts$/, '.js');

/** Describes the package as it is installed: dist/ instead of src/, public members only. */
const published = {
  name: 'published',
  packageLinkPhase({ customElementsManifest }) {
    const rewrite = (value) => {
      if (value === null || typeof value !== 'object') return;
      for (const [key, inner] of Object.entries(value)) {
        if ((key === 'path' || key === 'module') && typeof inner === 'string') {
          value[key] = sourceToDist(inner);
        } else rewrite(inner);
      }
    };
    rewrite(customElementsManifest);
    const elements = customElementsManifest.modules.filter((module) =>
      module.declarations?.some((declaration) => declaration.customElement),
    );
    for (const { declarations, exports, path } of elements) {
      for (const declaration of declarations) {
        if (!declaration.tagName) continue;
        const hidden = declaration.members?.filter(
          ({ privacy }) => privacy && privacy !== 'public',
        );
        const names = new Set(hidden?.map(({ name }) => name));
        const shown = ({ name, fieldName }) => !names.has(fieldName ?? name);
        declaration.members = declaration.members?.filter(shown);
        declaration.attributes = declaration.attributes?.filter(shown);
        exports.push({
          kind: 'custom-element-definition',
          name: declaration.tagName,
          declaration: { name: declaration.name, module: path },
        });
      }
    }
    // The order of files on disk differs between machines.
    customElementsManifest.modules = elements.sort((a, b) => (a.path < b.path ? -1 : 1));
  },
};

export default {
  globs: ['src/elements/**/*.ts'],
  exclude: ['src/**/*.test.ts'],
  litelement: true,
  packagejson: false,
  quiet: true,
  plugins: [published],
};
