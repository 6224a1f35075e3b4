// Downloads by puppeteer are never wanted: scripts/browser.mjs finds or brings a browser.
module.exports = { skipDownload: true };
