// Every page that the browser tests look at. A route that is not here is not seen by anyone before a user is.
//
//   name   for the test's title and the picture
//   path   from the root, or `link`: the label of an address that `regie demo` prints (labels in lower case)
//   as     the label of the sign-in link to use, as printed; without it the visitor is nobody
//   find   a link to follow first, as a CSS selector, for a page whose address holds an id
//   plain  true: must also stand and be usable without JavaScript
export const pages = [
  { name: "sign-in", path: "/sign-in", plain: true },
];
