/** Registers all four elements; the provider first, so that the others find it at once. */
import './provider.js';
import './login.js';
import './chat.js';
import './status.js';
