/** Who may read a repository: everybody, the owner's whole enterprise, or only who was let in. */
export type Visibility = "public" | "internal" | "private";

const ranks: Readonly<Record<Visibility, number>> = { private: 0, internal: 1, public: 2 };

/**
 * Whether what is known of one repository may be shown in another: no more people can read that one. Two that are private may have other
 * readers each, so that neither is named in the other.
 */
export function mayBeReadBy(
  known: { readonly visibility: Visibility },
  shownIn: { readonly visibility: Visibility },
): boolean {
  return ranks[shownIn.visibility] <= ranks[known.visibility];
}
