// Pages of customers and of sign-in: nothing here is needed to use them.
import { switchThemes, focusErrors, guardDoublePosts, holdOffline } from "./shared.js";

switchThemes();
focusErrors();
holdOffline();
guardDoublePosts();
if (document.querySelector("input[data-check=iban]")) import("./iban.js").then(({ checkIbans }) => checkIbans());
