// The module by itself: the page says the answer in its own way.
import { check, EvidenceNotReadError, factsOf, say, ServiceError } from 'sogoc-verify';

const service = 'https://vanbang.example';
const place = document.getElementById('answer');

// What a credential says is shown as text, never as HTML.
function show(...lines) {
  place.replaceChildren(...lines.map((line) => {
    const paragraph = document.createElement('p');
    paragraph.textContent = line;
    return paragraph;
  }));
}

document.getElementById('ask').addEventListener('submit', async (event) => {
  event.preventDefault();
  try {
    const answer = await check(document.getElementById('text').value, { service });
    const { word, sentence, notes = [] } = say(answer, 'en');
    const facts = answer.content ? factsOf(answer.content, 'en') : [];
    show(word, sentence, ...notes, ...facts.map(({ label, value }) => `${label}: ${value}`));
  } catch (error) {
    if (error instanceof EvidenceNotReadError) show(`A ${error.form} is checked at ${service}.`);
    else if (error instanceof ServiceError) show(`No answer from ${service}: this says nothing about the document.`);
    else throw error;
  }
});
