import { createLogger } from '../../worker/create-logger.js';
import { installRuntime } from '../../worker/install-runtime.js';

/** Failing steps are what tests are about: they are not worth a line in the log. */
installRuntime(createLogger('fatal'));
