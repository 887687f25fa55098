// Makes a passkey or signs with one, and sends what comes of it with the form that asked for it.
"use strict";

(() => {
  const form = document.querySelector("form[data-passkey]");
  if (!form) return;
  const note = form.querySelector("[data-passkey-note]");
  const button = form.querySelector("button");
  const say = (text) => {
    note.textContent = text;
    note.hidden = false;
  };
  const elsewhere = form.querySelector("[data-elsewhere]");
  if (elsewhere && elsewhere.dataset.elsewhere === location.origin) elsewhere.hidden = true;
  if (!window.PublicKeyCredential) {
    say("This browser has no passkeys. Use another one, or a link by mail.");
    return;
  }
  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  };
  const text = (buffer) => {
    const plain = String.fromCharCode(...new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };
  const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));
  const options = () => {
    const publicKey = JSON.parse(form.dataset.options);
    publicKey.challenge = bytes(publicKey.challenge);
    if (publicKey.user) publicKey.user.id = bytes(publicKey.user.id);
    if (publicKey.allowCredentials) publicKey.allowCredentials = named(publicKey.allowCredentials);
    if (publicKey.excludeCredentials) publicKey.excludeCredentials = named(publicKey.excludeCredentials);
    return { publicKey };
  };
  const fill = (name, buffer) => {
    const field = form.elements.namedItem(name);
    if (field && buffer) field.value = text(buffer);
  };
  const reasons = {
    InvalidStateError: "This device has a passkey here already.",
    NotAllowedError: "Nothing was confirmed. Press the button to try again.",
    SecurityError: "Passkeys do not work at this address.",
    NotSupportedError: "This device cannot make such a passkey.",
  };
  note.hidden = true;
  button.hidden = false;
  let done = false;
  form.addEventListener("submit", async (event) => {
    if (done) return;
    event.preventDefault();
    button.disabled = true;
    try {
      const make = form.dataset.passkey === "register";
      const made = await (make ? navigator.credentials.create(options()) : navigator.credentials.get(options()));
      fill("credential", made.rawId);
      fill("client_data", made.response.clientDataJSON);
      fill("attestation", made.response.attestationObject);
      fill("authenticator_data", made.response.authenticatorData);
      fill("signature", made.response.signature);
      done = true;
      button.disabled = false;
      form.submit();
    } catch (error) {
      button.disabled = false;
      say(reasons[error.name] || "That did not work: " + error.message);
    }
  });
})();
