declare module '*.vue' {
  import type { DefineComponent } from 'vue';
  import type { State, Surroundings } from './stage.js';
  const component: DefineComponent<{ state: State; page: Surroundings }>;
  export default component;
}
