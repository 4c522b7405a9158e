/** By which the bot knows its dashboard again, whatever becomes of its title and its label. */
export const dashboardMark = "<!-- egress-bot:dashboard -->";

/** For people. */
export const dashboardLabel = "egress-dashboard";
