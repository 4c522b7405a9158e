const day = 86_400;

/**
 * Seconds after the last write for which something about a repository is kept. Apps are not told of deleted repositories, so
 * everything must go by itself. Longer than the 90 days of a baseline's window.
 */
export const keepRepository = 120 * day;

/** Seconds for which what only saves work is kept: workflow texts, answered comments. */
export const keepMarks = 30 * day;
