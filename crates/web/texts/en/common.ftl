# Names used on every page.

common-app = Legal Aid
common-app-line = Management of legal-aid organisations and work
common-owner = Ministry of Justice of Viet Nam
common-language-vi = Tiếng Việt
common-language-en = English
