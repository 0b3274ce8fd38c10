// The camera within the page. Its stream ends as soon as a code is found, when
// the reader stops it, and when the page is hidden or left.
"use strict";
const Camera = (() => {
  const button = document.getElementById("camera");
  const viewfinder = document.getElementById("viewfinder");
  const video = document.getElementById("video");
  const aim = document.getElementById("aim");
  const adviseAfter = 10000; // milliseconds without a code
  const stopAfter = 120000;

  let stream = null;
  let session = 0; // what belongs to an earlier one is thrown away

  const stop = () => {
    session++;
    if (stream) stream.getTracks().forEach((track) => track.stop());
    stream = null;
    video.srcObject = null;
    const focused = viewfinder.contains(document.activeElement);
    viewfinder.hidden = true;
    button.hidden = false;
    if (focused) button.focus();
  };

  // faultOf names the message about why there is no camera.
  const faultOf = (error) => {
    if (error.fault) return error.fault;
    if (error.name === "NotAllowedError" || error.name === "SecurityError") return "cameraRefused";
    if (error.name === "NotFoundError" || error.name === "OverconstrainedError") return "cameraMissing";
    return "cameraBusy";
  };

  const nextFrame = () => new Promise((resolve) => {
    if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(resolve);
    else requestAnimationFrame(resolve);
  });

  // watch looks at frame after frame and returns the codes of the first that has some.
  const watch = async (mine, read) => {
    const began = performance.now();
    while (mine === session) {
      const codes = await read(video);
      if (mine !== session) break;
      if (codes.length > 0) return codes;
      const passed = performance.now() - began;
      if (passed > stopAfter) throw Object.assign(new Error("idle"), { fault: "cameraIdle" });
      if (passed > adviseAfter && aim.textContent !== aim.dataset.advice) aim.textContent = aim.dataset.advice;
      await nextFrame();
    }
    return [];
  };

  const open = async (mine) => {
    if (!window.isSecureContext) throw Object.assign(new Error("insecure"), { fault: "cameraInsecure" });
    if (!navigator.mediaDevices) throw Object.assign(new Error("none"), { fault: "cameraMissing" });
    const opened = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: { ideal: "environment" }, width: { ideal: 1920 }, height: { ideal: 1080 } },
    });
    if (mine !== session) { // stopped while the browser was asking for permission
      opened.getTracks().forEach((track) => track.stop());
      return false;
    }
    stream = opened;
    stream.getVideoTracks()[0].addEventListener("ended", () => { if (mine === session) stop(); });
    video.srcObject = stream;
    await video.play();
    return mine === session;
  };

  // start opens the camera and gives found the codes, or failed the message's name.
  const start = async (found, failed) => {
    const mine = ++session;
    aim.textContent = aim.dataset.aim;
    button.hidden = true;
    viewfinder.hidden = false;
    document.getElementById("stop").focus();
    try {
      const read = await PictureReader.watcher();
      if (!(await open(mine))) return;
      const codes = await watch(mine, read);
      if (mine !== session) return;
      stop();
      found(codes);
    } catch (error) {
      if (mine !== session) return;
      stop();
      failed(faultOf(error));
    }
  };

  document.getElementById("stop").addEventListener("click", stop);
  document.addEventListener("visibilitychange", () => { if (document.hidden && stream) stop(); });
  window.addEventListener("pagehide", stop);
  return { start, stop };
})();
