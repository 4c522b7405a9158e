/** What the Policy Store takes for a name, and a workflow file, a URL and Markdown take as it is. */
export const policyName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
