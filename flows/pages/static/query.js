// Turns the plain form of /query into the editor. Nothing is looked up elsewhere, nothing is kept in the browser.
"use strict";

(function () {
  const form = document.getElementById("query-form");
  const area = form.elements.query;
  const place = document.getElementById("yasgui");
  const endpoint = new URL(form.dataset.endpoint, location.href).href;

  const Gui = window.Yasgui;
  Gui.Yasqe.defaults.autocompleters = []; // LOV, and the prefixes of prefix.cc
  Gui.Yasqe.defaults.prefixCcApi = undefined;
  place.hidden = false;
  area.hidden = true;
  const gui = new Gui(place, {
    autofocus: false,
    copyEndpointOnNewTab: false,
    endpointCatalogueOptions: { getData: () => [], keys: [] },
    persistenceId: null,
    populateFromUrl: false,
    requestConfig: { endpoint, method: "POST", headers: {} },
    yasqe: { autocompleters: [], value: area.value, createShareableLink: undefined, persistenceId: null, resizeable: true },
    yasr: { prefixes: {}, persistenceId: null },
  });
  const editor = () => gui.getTab().getYasqe();
  editor().setValue(area.value);
  editor().collapsePrefixes(false);
  const input = editor().getInputField();
  input.setAttribute("aria-label", document.getElementById("editor").textContent);

  form.addEventListener("submit", () => {
    area.value = editor().getValue();
  });

  for (const link of document.querySelectorAll("a[data-query]")) {
    link.addEventListener("click", async (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a tab of its own
      event.preventDefault();
      const answer = await fetch(link.dataset.query);
      if (!answer.ok) {
        location.href = link.href;
        return;
      }
      editor().setValue(await answer.text());
      for (const other of document.querySelectorAll("a[data-query][aria-current]")) other.removeAttribute("aria-current");
      link.setAttribute("aria-current", "true");
      history.replaceState(null, "", link.href);
    });
  }
})();
