// The style sheets: what stylelint's standard asks for, with a few exceptions. How they are laid out is prettier's matter.
/** A part's name in words joined by hyphens, and behind two hyphens what kind of it this is: `button--primary`. */
const CLASS_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*(--[a-z0-9]+(-[a-z0-9]+)*)?$/;

export default {
  extends: ["stylelint-config-standard"],
  reportDescriptionlessDisables: true,
  reportInvalidScopeDisables: true,
  reportNeedlessDisables: true,
  rules: {
    // Rules that belong together stand together, without an empty line between them.
    "at-rule-empty-line-before": null,
    "comment-empty-line-before": null,
    "declaration-empty-line-before": null,
    "rule-empty-line-before": null,
    // Layers and the order of the files decide what wins. A part and its states stand together, so a plain selector of
    // the next part follows a narrower one of the last all the time, without the two ever meeting.
    "no-descending-specificity": null,
    // The value is a single word nearly everywhere; quotes stand where the grammar asks for them.
    "selector-attribute-quotes": null,
    "selector-class-pattern": [CLASS_NAME, { message: "A class is `name-of-a-part` or `name-of-a-part--kind`" }],
    "alpha-value-notation": "number",
    "import-notation": "string",
    "keyframe-selector-notation": "keyword",
    "value-keyword-case": ["lower", { camelCaseSvgKeywords: true, ignoreKeywords: ["A4", "srgb"], ignoreProperties: [/^--font-/] }],
    // Newer than the list of known properties: how long a pointer rests on a control before what it is about opens.
    "property-no-unknown": [true, { ignoreProperties: [/^interest-delay/] }],
    // Safari on phones knows it by this name alone.
    "property-no-vendor-prefix": [true, { ignoreProperties: ["text-size-adjust"] }],
  },
};
