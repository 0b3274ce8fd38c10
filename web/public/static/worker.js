// Keeps the page and its files, so that it opens without a network. The service
// puts two lines before it: FILES, the addresses of the page's files, which change
// with their content, and VERSION. The page itself is asked of the network first;
// what is scanned is behind the number sign of its address and never comes here.
"use strict";
const cacheName = "sogoc-" + VERSION;
const pages = ["/v?lang=vi", "/v?lang=en"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(cacheName)
    .then((cache) => cache.addAll([...pages, ...FILES]))
    .then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(
    names.filter((name) => name.startsWith("sogoc-") && name !== cacheName).map((name) => caches.delete(name)),
  )));
});

// pageFor returns the kept page in the language that is asked for, or that the
// browser prefers.
const pageFor = async (address) => {
  const asked = address.searchParams.get("lang") || (navigator.language || "").slice(0, 2);
  return (await caches.match(pages[asked === "en" ? 1 : 0])) || Response.error();
};

// fileFor returns a kept file, or fetches it and keeps it.
const fileFor = async (request) => {
  const kept = await caches.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) {
    const cache = await caches.open(cacheName);
    await cache.put(request, response.clone()).catch(() => {}); // a full disk keeps nothing
  }
  return response;
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (address.pathname.startsWith("/static/")) event.respondWith(fileFor(request));
  else if (request.mode === "navigate" && ["/", "/v"].includes(address.pathname)) {
    event.respondWith(fetch(request).catch(() => pageFor(address)));
  }
});
