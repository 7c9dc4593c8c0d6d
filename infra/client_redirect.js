// /client/{id} is the address that people share; the page itself has hash routes.
function handler(event) {
  var location = "/";
  try {
    var id = decodeURIComponent(event.request.uri.replace(/^\/client\//, "").replace(/\/+$/, ""));
    location = "/#/clients/" + encodeURIComponent(id);
  } catch (error) {
    // not an address that we gave out: the page itself is the answer
  }
  return {
    statusCode: 302,
    statusDescription: "Found",
    headers: { location: { value: location } },
  };
}
