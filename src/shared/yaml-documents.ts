import { Composer, type CST, type Document, Lexer, Parser } from "yaml";
import { isDeeperThan } from "./yaml-nesting.ts";

/**
 * The documents of a YAML text, read no further than the first error of its syntax and the second document; null where maps and lists
 * are nested deeper than so much. There is always one, and it has the errors.
 */
export function readYamlDocuments(text: string, deepest: number): readonly Document.Parsed[] | null {
  const tokens = readTokens(text, deepest);
  if (tokens === null || tokens.some((token) => isDeeperThan(deepest, token))) return null;
  // With `uniqueKeys` the composer would compare every key with every other.
  return [...new Composer({ uniqueKeys: false }).compose(tokens, true, text.length)] as Document.Parsed[];
}

/** Null where the text is nested too deeply. Both the depth and the number of errors would multiply the time that a text can take. */
function readTokens(text: string, deepest: number): readonly CST.Token[] | null {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let documents = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      tokens.push(token);
      if (token.type === "document") documents += 1;
      if (token.type === "error" || documents > 1) return tokens;
    }
    // What is open: the document, its maps and lists, and a scalar.
    if (parser.stack.length > deepest + 2) return null;
  }
  tokens.push(...parser.end());
  return tokens;
}
