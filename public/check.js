// Says in plain words what this browser lacks, instead of leaving a blank page.
// Written in the oldest JavaScript, because the browsers it speaks to are the old and the locked-down ones.
(function () {
  "use strict";

  var TEXTS = {
    en: {
      title: "This browser cannot open the journal.",
      lacks: "It lacks: ",
      joint: "; ",
      safe: "Nothing on this device has been changed or deleted.",
      advice: "Please update the browser, or open this page in a current Safari, Chrome, Firefox or Edge.",
      lockdown: "On an iPhone in Lockdown Mode, this one site can be excluded in the settings of Safari.",
      address: "The journal cannot be opened at this address.",
      https: "The address must begin with https. Please open the link that you were given once more, or ask the study’s team for it.",
      parts: {
        wasm: "WebAssembly, which runs the journal",
        storage: "storage on this device (it may be switched off, or closed in a private window)",
        random: "random numbers for the encryption",
        worker: "background work",
        modules: "modern scripts",
        bigint: "whole numbers of any size",
        secure: "a secure address (https): without one, browsers refuse encryption and offline use"
      }
    },
    fr: {
      title: "Ce navigateur ne peut pas ouvrir le journal.",
      lacks: "Il lui manque\u202f: ",
      joint: "\u202f; ",
      safe: "Rien n’a été modifié ni effacé sur cet appareil.",
      advice: "Veuillez mettre le navigateur à jour, ou ouvrir cette page dans une version actuelle de Safari, Chrome, Firefox ou Edge.",
      lockdown: "Sur un iPhone en mode Isolement, ce site peut en être exclu dans les réglages de Safari.",
      address: "Le journal ne peut pas s’ouvrir à cette adresse.",
      https: "L’adresse doit commencer par https. Veuillez rouvrir le lien que vous avez reçu, ou le demander à l’équipe de l’étude.",
      parts: {
        wasm: "WebAssembly, qui fait fonctionner le journal",
        storage: "le stockage sur cet appareil (il est peut-être désactivé, ou fermé dans une fenêtre privée)",
        random: "les nombres aléatoires pour le chiffrement",
        worker: "le travail en arrière-plan",
        modules: "les scripts modernes",
        bigint: "les nombres entiers de toute taille",
        secure: "une adresse sécurisée (https)\u202f: sans elle, les navigateurs refusent le chiffrement et l’usage hors ligne"
      }
    },
    nl: {
      title: "Deze browser kan het dagboek niet openen.",
      lacks: "Wat ontbreekt: ",
      joint: "; ",
      safe: "Er is op dit toestel niets veranderd of gewist.",
      advice: "Werk de browser bij, of open deze pagina in een recente Safari, Chrome, Firefox of Edge.",
      lockdown: "Op een iPhone in isolatiemodus kun je deze site uitzonderen in de instellingen van Safari.",
      address: "Het dagboek kan op dit adres niet worden geopend.",
      https: "Het adres moet met https beginnen. Open de link die je hebt gekregen opnieuw, of vraag die aan het onderzoeksteam.",
      parts: {
        wasm: "WebAssembly, waarop het dagboek draait",
        storage: "opslag op dit toestel (misschien uitgezet, of dicht in een privévenster)",
        random: "willekeurige getallen voor de versleuteling",
        worker: "werk op de achtergrond",
        modules: "moderne scripts",
        bigint: "gehele getallen van elke grootte",
        secure: "een beveiligd adres (https): zonder dat weigeren browsers versleuteling en gebruik zonder netwerk"
      }
    }
  };

  function hasStorage() {
    // Reading the property throws where site data are blocked.
    try {
      return !!window.indexedDB;
    } catch (blocked) {
      return false;
    }
  }

  function missing() {
    var parts = [];
    if (typeof WebAssembly !== "object") parts.push("wasm");
    if (!hasStorage()) parts.push("storage");
    if (!window.crypto || !window.crypto.getRandomValues) parts.push("random");
    if (typeof Worker === "undefined") parts.push("worker");
    if (!("noModule" in document.createElement("script"))) parts.push("modules");
    // What wasm-bindgen writes speaks of 64-bit numbers in the newer words.
    if (typeof BigInt === "undefined") parts.push("bigint");
    // Where the property itself is missing, the other parts say that the browser is old.
    if (window.isSecureContext === false) parts.push("secure");
    return parts;
  }

  function paragraph(text) {
    var p = document.createElement("p");
    p.appendChild(document.createTextNode(text));
    return p;
  }

  function explain(parts) {
    var place = document.getElementById("boot-problem");
    if (!place) return;
    var language = String(navigator.language || "en").slice(0, 2).toLowerCase();
    if (!TEXTS[language]) language = "en";
    var text = TEXTS[language];
    var names = [];
    for (var i = 0; i < parts.length; i++) names.push(text.parts[parts[i]]);

    document.documentElement.lang = language;
    place.hidden = false;
    // Another browser would not help against an address.
    var isAddress = parts.length === 1 && parts[0] === "secure";
    place.appendChild(paragraph(isAddress ? text.address : text.title));
    place.appendChild(paragraph(text.lacks + names.join(text.joint) + "."));
    place.appendChild(paragraph(text.safe));
    if (!isAddress) place.appendChild(paragraph(text.advice));
    if (parts.indexOf("secure") !== -1) place.appendChild(paragraph(text.https));
    if (parts.indexOf("wasm") !== -1) place.appendChild(paragraph(text.lockdown));
  }

  var parts = missing();
  if (parts.length > 0) explain(parts);
})();
