/** The project's version, from the one place that says it: package.json. */
import { version as written } from '../package.json';

/** Semantic: "0.2.0". */
export const version: string = written;
