// The baseline of `script/bench webhook`: Probot's own middleware with a handler that does nothing. Settings come as JSON.
import { createServer } from "node:http";
import { createNodeMiddleware, createProbot } from "probot";

const { id, privateKey, webhookSecret } = JSON.parse(process.argv[2] ?? "");
const probot = createProbot({
  overrides: { appId: id, privateKey, secret: webhookSecret, logLevel: "fatal" },
});
const app = (robot) => {
  robot.on("workflow_run.completed", () => {});
};
const middleware = await createNodeMiddleware(app, { probot });
const server = createServer((request, response) => void middleware(request, response));
server.listen(0, "127.0.0.1", () => process.send?.(server.address().port));
