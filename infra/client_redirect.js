// /client/{id} is the address that people share; the page itself has hash routes.
function handler(event) {
  var id = event.request.uri.replace(/^\/client\//, "").replace(/\/+$/, "");
  return {
    statusCode: 302,
    statusDescription: "Found",
    headers: { location: { value: "/#/clients/" + encodeURIComponent(decodeURIComponent(id)) } },
  };
}
