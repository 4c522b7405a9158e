/** With which the names of the bot's policies in the Policy Store begin, as workflow files name them. */
export const policyPrefix = "egress-bot";
