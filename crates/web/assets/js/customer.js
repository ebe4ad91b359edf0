// Pages of customers and of sign-in: nothing here is needed to use them.
import { switchThemes, focusErrors, guardDoublePosts } from "./shared.js";
import { checkIbans } from "./iban.js";

switchThemes();
focusErrors();
guardDoublePosts();
checkIbans();
