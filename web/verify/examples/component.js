// What a page does with an answer. Show it and let a person decide: only "valid" accepts a document, and even then its
// name must be compared with an identity paper.
document.getElementById('ask').addEventListener('sogoc-answer', ({ detail }) => {
  document.getElementById('got').textContent = detail.result ?? 'không có kết quả';
});
