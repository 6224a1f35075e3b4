/** The walk in Chromium. */
import { walk } from './walk.js';

walk('chromium');
