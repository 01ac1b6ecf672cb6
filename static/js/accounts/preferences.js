// The preferences page: each choice holds and is saved at once.

import { preferences } from "../annotation/preferences.js";

preferences(document.querySelector("[data-preferences-url]"));
