/** The name under which whoever traces the process finds its spans. */
export const tracerName = "egress-bot";
