/** The walk in WebKitGTK. */
import { walk } from './walk.js';

walk('webkit');
