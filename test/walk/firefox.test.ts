/** The walk in Firefox. */
import { walk } from './walk.js';

walk('firefox');
