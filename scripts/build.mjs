/** `npm run build`: installs what is missing and compiles everything into `dist`. */
import { build, ensureInstalled } from './toolchain.mjs';

ensureInstalled();
build();
