// Passkeys: asks the house what to answer, lets the browser answer, and sends the form with it.
const known = "credentials" in navigator && "parseCreationOptionsFromJSON" in (window.PublicKeyCredential ?? {});

const answered = async (form, ask) => {
  const token = form.elements.namedItem("_token").value;
  const reply = await fetch(ask, { method: "POST", body: new URLSearchParams({ _token: token }), redirect: "error" });
  if (!reply.ok) throw new Error(`status ${reply.status}`);
  const wanted = await reply.json();
  const key = wanted.user
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(wanted) })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(wanted) });
  return JSON.stringify(key.toJSON());
};

for (const button of document.querySelectorAll("[data-passkey]")) {
  const form = button.form;
  const failed = form.querySelector("[data-passkey-failed]");
  if (!known) continue;
  button.hidden = false;
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    failed.hidden = true;
    button.disabled = true;
    try {
      form.elements.namedItem("credential").value = await answered(form, button.dataset.passkey);
      form.submit();
    } catch {
      failed.hidden = false;
      failed.setAttribute("role", "alert");
    } finally {
      button.disabled = false;
    }
  });
}
