import { parse } from "yaml";
import { z } from "zod";

const manifestSchema = z.strictObject({
  name: z.string(),
  description: z.string(),
  url: z.url(),
  public: z.boolean(),
  default_permissions: z.record(z.string(), z.enum(["read", "write"])),
  default_events: z.array(z.string()),
});

/** What the App asks GitHub for, as `app.yml` says it. */
export type AppManifest = Readonly<z.infer<typeof manifestSchema>>;

/** Reads the text of `app.yml`. @throws a ZodError, or a YAMLParseError */
export function parseManifest(text: string): AppManifest {
  return manifestSchema.parse(parse(text));
}

/** What whoever registers the App is asked. */
export interface RegistrationAnswers {
  /** Where GitHub sends webhooks. */
  readonly webhookUrl: string;
  /** Where people reach the App, without a slash at the end. */
  readonly siteUrl: string;
  /** Null for an App of the person's own. */
  readonly organization: string | null;
  /** Whether accounts other than the owner's may install it. */
  readonly isPublic: boolean;
  /** Whether teams are to review the bot's pull requests. */
  readonly asksTeams: boolean;
}

/** The manifest that GitHub is sent. `redirectUrl` is where GitHub sends the browser with the code. */
export function buildManifest(
  manifest: AppManifest,
  { webhookUrl, siteUrl, isPublic, asksTeams }: RegistrationAnswers,
  redirectUrl: string,
) {
  return {
    ...manifest,
    url: siteUrl,
    public: isPublic,
    hook_attributes: { url: webhookUrl, active: true },
    redirect_url: redirectUrl,
    callback_urls: [`${siteUrl}/auth/callback`],
    // People sign in when they want to see a page, not when they install the App.
    request_oauth_on_install: false,
    setup_url: `${siteUrl}/setup`,
    default_permissions: {
      ...manifest.default_permissions,
      // GitHub tells only then which teams there are.
      ...(asksTeams && { members: "read" as const }),
    },
  };
}
