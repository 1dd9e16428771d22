//! What is done inside the page, where the browser's driver has no command for it.

/// Whether something is on the page and can be seen.
pub(crate) const IS_SEEN: &str = "
    const element = document.querySelector(arguments[0]);
    return !!element && element.getClientRects().length > 0;";

/// Whether something is in the document at all.
pub(crate) const IS_THERE: &str = "return !!document.querySelector(arguments[0]);";

/// Notes whether something is tapped from now on.
pub(crate) const AWAIT_TAP: &str = "
    const element = document.querySelector(arguments[0]);
    window.isTapped = false;
    addEventListener('click', ({ target }) => { window.isTapped = element.contains(target); },
        { capture: true, once: true });";

/// Whether it was tapped since; a page that was left by the tap cannot say no.
pub(crate) const IS_TAPPED: &str = "return window.isTapped !== false;";

/// The text of every element of a kind, as it stands in the document.
pub(crate) const TEXTS: &str = "
    return [...document.querySelectorAll(arguments[0])].map(element => element.textContent);";

/// The value of a field.
pub(crate) const VALUE: &str = "return document.querySelector(arguments[0]).value;";

/// Puts the caret into a field, at the end or over all of it, and enters text as a keyboard or
/// the clipboard would, with all its events. The driver's own typing knows neither characters
/// outside the basic plane nor line ends of two characters.
pub(crate) const ENTER: &str = "
    const [selector, text, over] = arguments;
    const field = document.querySelector(selector);
    field.focus();
    if (over) field.select(); else field.setSelectionRange(field.value.length, field.value.length);
    if (text === '') document.execCommand('delete');
    else document.execCommand('insertText', false, text);
    return field.value;";

/// Puts a text into a field as a whole: a browser needs minutes to enter a megabyte as a keyboard
/// would.
pub(crate) const FILL: &str = "
    const field = document.querySelector(arguments[0]);
    field.value = arguments[1];
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));";

/// Follows a link of the app that is on no page.
pub(crate) const FOLLOW: &str = "
    const link = document.createElement('a');
    link.href = arguments[0];
    document.body.append(link);
    link.click();
    link.remove();";

/// Chooses in a list.
pub(crate) const CHOOSE: &str = "
    const field = document.querySelector(arguments[0]);
    field.value = arguments[1];
    field.dispatchEvent(new Event('change', { bubbles: true }));
    return field.value;";

/// Everything the page holds: its markup, and what stands in its fields.
pub(crate) const WHOLE: &str = "
    const fields = [...document.querySelectorAll('input, textarea')].map(field => field.value);
    return document.documentElement.outerHTML + '\\n' + fields.join('\\n') + '\\n' + document.title;";

/// What one would read.
pub(crate) const READ: &str = "
    return document.body ? location.href + '\\n' + document.body.innerText : '(no page)';";

/// Every record of every database, as it can be read by whoever has the unlocked phone.
pub(crate) const RECORDS: &str = "
    const done = arguments[arguments.length - 1];
    (async () => {
        const all = [];
        for (const { name } of await indexedDB.databases()) {
            const database = await new Promise((yes, no) => {
                const request = indexedDB.open(name);
                request.onsuccess = () => yes(request.result);
                request.onerror = () => no(request.error);
            });
            for (const store of database.objectStoreNames) {
                const rows = database.transaction(store).objectStore(store);
                const get = request => new Promise((yes, no) => {
                    request.onsuccess = () => yes(request.result);
                    request.onerror = () => no(request.error);
                });
                const [keys, values] = [await get(rows.getAllKeys()), await get(rows.getAll())];
                values.forEach((value, at) => all.push({
                    store,
                    key: String(keys[at]),
                    bytes: value instanceof Uint8Array ? [...value] : null,
                }));
            }
            database.close();
        }
        return all;
    })().then(done, error => done(String(error)));";
