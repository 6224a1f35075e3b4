/** German, with “Sie”. */
import type { LanguageTable } from './table.js';

const de: LanguageTable = {
  shared: {
    errors: {
      config_invalid:
        'Dieser Chat ist nicht richtig eingerichtet. Bitte informieren Sie den Betreiber der Website.',
      network_unreachable: 'Sie scheinen offline zu sein. Prüfen Sie Ihre Verbindung.',
      cors_or_server:
        'Der Dienst ist gerade nicht erreichbar. Bitte versuchen Sie es gleich noch einmal.',
      timeout: 'Der Dienst hat nicht rechtzeitig geantwortet. Bitte versuchen Sie es noch einmal.',
      health_not_ready: 'Die KI-Dienste starten noch. Das kann eine Minute dauern.',
      auth_required: 'Bitte melden Sie sich an, um fortzufahren.',
      invalid_credentials: 'E-Mail-Adresse oder Passwort stimmt nicht. Bitte prüfen Sie beides.',
      auth_expired: 'Ihre Sitzung ist beendet. Bitte melden Sie sich erneut an.',
      forbidden:
        'Sie haben keinen Zugriff auf diesen Chat. Wenden Sie sich an Ihre Administration.',
      tenant_not_found:
        'Dieser Chat ist nicht richtig eingerichtet. Bitte informieren Sie den Betreiber der Website.',
      not_found: 'Das wurde nicht gefunden. Möglicherweise wurde es entfernt.',
      validation: 'Einige Angaben werden nicht angenommen. Bitte prüfen Sie sie.',
      rate_limited: 'Zu viele Anfragen. Bitte warten Sie einen Moment.',
      server_error: 'Beim Dienst ist ein Fehler aufgetreten. Bitte versuchen Sie es noch einmal.',
      realtime_unavailable:
        'Live-Antworten sind gerade nicht möglich; jede Antwort kommt als Ganzes. Wir versuchen es weiter.',
      protocol: 'Der Dienst hat unerwartet geantwortet. Bitte versuchen Sie es später noch einmal.',
      disposed: 'Dieser Chat wurde geschlossen. Laden Sie die Seite neu, um wieder zu beginnen.',
    },
    failures: {
      queue_full:
        'Nicht gesendet: Es warten zu viele Nachrichten. Senden Sie sie erneut, wenn die anderen hinaus sind.',
      too_large:
        'Nicht gesendet: Diese Nachricht ist zu lang. Kürzen Sie sie, oder senden Sie sie in Teilen.',
      expired_in_queue:
        'Nicht gesendet: Sie hat länger als einen Tag auf eine Verbindung gewartet. Senden Sie sie erneut, falls sie noch gebraucht wird.',
      rate_limited:
        'Nicht gesendet: zu viele Nachrichten in kurzer Zeit. Warten Sie einen Moment, und senden Sie sie dann erneut.',
      auth_lost:
        'Nicht gesendet: Ihre Sitzung ist beendet. Melden Sie sich an, und senden Sie sie dann erneut.',
      disposed:
        'Nicht gesendet: Der Chat wurde geschlossen. Sie geht hinaus, sobald er wieder geöffnet wird.',
      rejected_by_server:
        'Der Dienst hat diese Nachricht nicht angenommen. Senden Sie sie erneut, oder formulieren Sie sie anders.',
      delivery_unknown:
        'Die Verbindung brach ab: Diese Nachricht ist vielleicht angekommen, vielleicht nicht. Wenn keine Antwort kommt, senden Sie sie erneut.',
    },
    phases: {
      idle: 'Nicht verbunden',
      checking: 'Verbindung wird aufgebaut\u00a0…',
      starting: 'Die KI-Dienste werden vorbereitet\u00a0…',
      creating: 'Ihr Chat wird geöffnet\u00a0…',
      connecting: 'Verbindung wird aufgebaut\u00a0…',
      ready: 'Verbunden',
      renewing: 'Verbunden',
      reconnecting: 'Verbindung unterbrochen',
      offline: 'Sie sind offline',
      'rate-limited': 'Eine kurze Pause',
      'realtime-unavailable': 'Verbunden, ohne Live-Antworten',
      'signed-out': 'Abgemeldet',
      failed: 'Nicht verbunden',
      closed: 'Getrennt',
    },
    unavailable: 'Gerade nicht verfügbar.',
    missing: 'Nicht mit einem Dienst verbunden.',
  },

  chat: {
    heading: 'Assistent',
    newChat: 'Neuer Chat',
    transcript: 'Unterhaltung',
    greeting: 'Wie kann ich helfen?',
    greetingHint: 'Stellen Sie eine Frage, um die Unterhaltung zu beginnen.',
    loading: 'Die Unterhaltung wird geladen\u00a0…',
    signIn: 'Melden Sie sich an, um zu beginnen',
    signInHint: 'Ihre Unterhaltung erscheint hier, sobald Sie angemeldet sind.',
    signingIn: 'Anmeldung läuft\u00a0…',
    youSaid: 'Sie schrieben',
    assistant: 'Assistent',
    answering: 'Der Assistent antwortet\u00a0…',
    answerComplete: {
      one: 'Antwort vollständig, {count} Wort.',
      other: 'Antwort vollständig, {count} Wörter.',
    },
    answerStopped: 'Antwort angehalten.',
    interrupted: 'Mitten in dieser Antwort brach die Verbindung ab.',
    incomplete: 'Diese Antwort ist möglicherweise nicht vollständig.',
    stopped: 'Angehalten.',
    unanswered: 'Nicht beantwortet.',
    askAgain: 'Noch einmal fragen',
    queued: 'Wartet auf den Versand',
    sending: 'Wird gesendet\u00a0…',
    notSent: 'Nicht gesendet.',
    serviceSays: 'Der Dienst meldet: {detail}',
    resend: 'Erneut senden',
    copy: 'Kopieren',
    copied: 'Kopiert',
    copyFailed: 'Kopieren nicht möglich. Markieren Sie den Text, und kopieren Sie ihn selbst.',
    more: 'Mehr',
    copyMarkdown: 'Als Markdown kopieren',
    helpful: 'Gute Antwort',
    unhelpful: 'Schlechte Antwort',
    ratedHelpful: 'Als gute Antwort bewertet.',
    ratedUnhelpful: 'Als schlechte Antwort bewertet.',
    ratingRemoved: 'Bewertung entfernt.',
    details: 'Details',
    detailTime: 'Zeit',
    detailModel: 'Modell',
    detailTokens: 'Token',
    detailDuration: 'Verarbeitungszeit',
    detailId: 'Nachrichten-ID',
    sources: 'Quellen',
    allSources: { one: 'Alle anzeigen ({count})', other: 'Alle {count} anzeigen' },
    fewerSources: 'Weniger anzeigen',
    opensInNewTab: 'öffnet in neuem Tab',
    untitled: 'Quelle ohne Titel',
    newMessages: { one: 'Neue Nachricht', other: 'Neue Nachrichten' },
    latest: 'Zum Ende',
    unread: 'Neu',
    message: 'Nachricht',
    placeholder: 'Nachricht schreiben\u00a0…',
    send: 'Senden',
    stop: 'Antwort anhalten',
    willBeSent: 'Ihre Nachricht wird gesendet, sobald die Verbindung wieder da ist.',
    willBeSentAfterPause: 'Ihre Nachricht wird gesendet, wenn die Pause vorbei ist.',
    tryNow: 'Jetzt versuchen',
    connect: 'Verbinden',
    startingHint:
      'Sie können schon schreiben; Ihre Nachricht wird gesendet, sobald sie bereit sind.',
    reconnecting: 'Verbindung unterbrochen. Sie wird wiederhergestellt\u00a0…',
    reconnectingIn: { other: 'Verbindung unterbrochen. Nächster Versuch in {seconds}\u00a0s.' },
    nextTry: { other: 'Nächster Versuch in {seconds}\u00a0s.' },
    offline: 'Sie sind offline. Nachrichten werden gesendet, wenn Sie wieder online sind.',
    paused: 'Eine kurze Pause: zu viele Nachrichten auf einmal. Es geht von selbst weiter.',
    pausedFor: {
      other:
        'Eine kurze Pause: zu viele Nachrichten auf einmal. Weiter geht es in {seconds}\u00a0s.',
    },
    wholeAnswers: 'Antworten kommen vorerst als Ganzes statt live.',
    wholeAnswersHint: 'Live-Antworten kommen von selbst zurück.',
    tryingLive: 'Live-Antworten werden wieder versucht\u00a0…',
    connected: 'Verbunden.',
    markdown: {
      copyCode: 'Code kopieren',
      codeCopied: 'Kopiert',
      copyFailed:
        'Kopieren nicht möglich. Der Code ist markiert: Kopieren Sie ihn mit der Tastatur oder dem Menü.',
      code: 'Code',
      codeIn: 'Code, {language}',
      table: 'Tabelle',
      taskDone: 'Erledigt',
      taskOpen: 'Offen',
      source: 'Quelle {number}: {title}',
    },
  },

  login: {
    signInHeading: 'Anmelden',
    registerHeading: 'Konto anlegen',
    email: 'E-Mail-Adresse',
    password: 'Passwort',
    fullName: 'Vollständiger Name',
    showPassword: 'Passwort anzeigen',
    capsLock: 'Die Feststelltaste ist aktiv.',
    passwordHint: { other: 'Mindestens {length} Zeichen.' },
    forgotPassword: 'Passwort vergessen?',
    signIn: 'Anmelden',
    signingIn: 'Anmeldung läuft\u00a0…',
    createAccount: 'Konto anlegen',
    creatingAccount: 'Konto wird angelegt\u00a0…',
    toRegister: 'Ich brauche ein Konto',
    toSignIn: 'Ich habe ein Konto',
    registrationClosed:
      'Hier können keine neuen Konten angelegt werden. Wenden Sie sich an Ihre Administration.',
    signOn: 'Weiter mit Single Sign-on',
    signingOn: 'Warten auf Single Sign-on\u00a0…',
    or: 'oder',
    silent: 'Diese Seite meldet Sie von selbst an.',
    silentEnded: 'Ihre Sitzung ist beendet. Laden Sie die Seite neu, um sich wieder anzumelden.',
    signedOut: 'Sie sind abgemeldet.',
    signedOutHere: 'Sie sind abgemeldet, auch in allen anderen Tabs dieses Browsers.',
    signedOutElsewhere: 'Sie haben sich in einem anderen Tab abgemeldet.',
    signedOutOfSignOn: 'Sie haben sich in einem anderen Tab oder vom Single Sign-on abgemeldet.',
    ended: {
      reuse_detected:
        'Zu Ihrer Sicherheit hat der Dienst diese Sitzung beendet. Bitte melden Sie sich erneut an.',
      unauthorized:
        'Der Dienst nimmt diese Anmeldung nicht mehr an. Bitte melden Sie sich erneut an.',
      tenant_mismatch:
        'Diese Anmeldung gehört zu einer anderen Organisation. Bitte verwenden Sie ein anderes Konto.',
      fresh_token_refused:
        'Der Dienst hat diese Anmeldung nicht angenommen. Bitte melden Sie sich erneut an.',
    },
    account: 'Konto',
    signedIn: 'Angemeldet',
    signedInAs: 'Angemeldet als',
    signOut: 'Abmelden',
    emailMissing: 'Geben Sie Ihre E-Mail-Adresse ein.',
    emailMalformed: 'Geben Sie eine E-Mail-Adresse wie name@example.com ein.',
    passwordMissing: 'Geben Sie Ihr Passwort ein.',
    passwordShort: { other: 'Verwenden Sie mindestens {length} Zeichen.' },
    fullNameMissing: 'Geben Sie Ihren vollständigen Namen ein.',
    tryAgainIn: { other: 'Erneut versuchen in {seconds} s' },
    tryAgainSoon: 'In Kürze erneut versuchen',
    wait: {
      one: 'Sie können es in {seconds} Sekunde erneut versuchen.',
      other: 'Sie können es in {seconds} Sekunden erneut versuchen.',
    },
    errors: {
      config_invalid:
        'Die Anmeldung ist nicht richtig eingerichtet. Bitte informieren Sie den Betreiber der Website.',
      network_unreachable:
        'Sie scheinen offline zu sein. Prüfen Sie Ihre Netzwerkverbindung, und versuchen Sie es dann noch einmal.',
      cors_or_server:
        'Der Dienst ist gerade nicht erreichbar. Versuchen Sie es gleich noch einmal; wenn es so bleibt, informieren Sie den Betreiber der Website.',
      forbidden:
        'Dieses Konto darf hier nicht verwendet werden. Wenden Sie sich an Ihre Administration.',
      tenant_not_found:
        'Die Anmeldung ist nicht richtig eingerichtet. Bitte informieren Sie den Betreiber der Website.',
      not_found:
        'Die Anmeldung ist nicht richtig eingerichtet. Bitte informieren Sie den Betreiber der Website.',
      rate_limited: 'Zu viele Versuche. Ihre Eingaben bleiben erhalten.',
      disposed: 'Die Anmeldung wurde geschlossen. Laden Sie die Seite neu, um wieder zu beginnen.',
    },
  },

  status: {
    heading: 'Verbindung',
    rest: 'REST-API',
    services: 'KI-Dienste',
    webSocket: 'WebSocket',
    session: 'Sitzung',
    configuration: 'Konfiguration',
    test: 'Testen',
    connect: 'Verbinden',
    disconnect: 'Trennen',
    tryNow: 'Jetzt versuchen',
    copy: 'Details kopieren',
    copied: 'Kopiert',
    latency: { other: '{latency}\u00a0ms' },
    health: {
      unknown: 'Unbekannt',
      checking: 'Wird geprüft\u00a0…',
      ready: 'In Ordnung',
      starting: 'KI-Dienste starten',
      error: 'Fehler',
    },
    servicesOverall: {
      unknown: 'Unbekannt',
      checking: 'Werden geprüft\u00a0…',
      ready: 'Bereit',
      starting: 'Starten',
      error: 'Unbekannt',
    },
    serviceNames: {
      vector_database: 'Vektordatenbank',
      llm_service: 'Sprachmodell',
      rag_pipeline: 'Retrieval-Pipeline',
      tenant_database: 'Mandantendatenbank',
      cache_layer: 'Cache',
    },
    status: {
      disconnected: 'Getrennt',
      connecting: 'Wird verbunden\u00a0…',
      connected: 'Verbunden',
      ready: 'Bereit',
      error: 'Fehler',
    },
    restOnly: 'Nur REST',
    doing: {
      idle: 'Nicht gestartet, oder in Ruhe, solange niemand die Seite ansieht.',
      checking: 'Die Plattform wird gefragt, ob sie bereit ist.',
      starting: 'Die Plattform antwortet; ihre KI-Dienste laden noch.',
      creating: 'Ein Chat wird geöffnet.',
      connecting: 'Der WebSocket wird geöffnet.',
      ready: 'Nachrichten fließen.',
      renewing: 'Nachrichten fließen, während die Verbindung erneuert wird.',
      reconnecting: 'Die Verbindung ging verloren.',
      offline: 'Dieses Gerät ist offline. Es verbindet sich von selbst wieder.',
      'rate-limited': 'Das Senden pausiert wegen der Begrenzung der Anfragen.',
      'realtime-unavailable':
        'Nachrichten gehen über REST; der WebSocket wird von selbst wieder versucht.',
      'signed-out': 'Melden Sie sich an, um zu verbinden.',
      failed: 'Die Verbindung gelang nicht; sie wird in größeren Abständen weiter versucht.',
      closed: 'Auf Wunsch getrennt.',
    },
    stopped: 'Es wird nicht weiter versucht: Zuerst muss etwas geändert werden.',
    attempt: { other: 'Versuch {attempt}' },
    countdown: { other: 'Nächster Versuch in {seconds}\u00a0s' },
    pause: { other: 'Weiter in {seconds}\u00a0s' },
    sessions: {
      'signed-out': 'Abgemeldet',
      'signing-in': 'Anmeldung läuft\u00a0…',
      'signed-in': 'Angemeldet',
      expired: 'Abgelaufen',
    },
    signedInAs: 'Angemeldet als {name}',
    settings: {
      apiUrl: 'API-URL',
      wsUrl: 'WebSocket-URL',
      tenantId: 'Mandanten-ID',
      apiVersion: 'API-Version',
      debug: 'Debug-Modus',
      anonymous: 'Anonymer Chat',
      tokenStorage: 'Token-Speicher',
      pingInterval: 'Ping-Abstand',
      connectTimeout: 'Frist für den Verbindungsaufbau',
      idleDisconnect: 'Trennen bei Untätigkeit',
      reconnectAttempts: 'Verbindungsversuche',
      reconnectDelay: 'Wartezeit vor erneutem Verbinden',
      streamMode: 'Stream-Modus',
      logLevel: 'Log-Stufe',
      userId: 'Benutzer-ID',
      clientId: 'Client-ID',
      chatId: 'Chat-ID',
    },
    on: 'ein',
    off: 'aus',
    unlimited: 'unbegrenzt',
    never: 'nie',
    seconds: { other: '{seconds}\u00a0s' },
    minutes: { other: '{minutes}\u00a0min' },
    fixes: {
      config_invalid: 'Korrigieren Sie die Einstellungen, die in der Liste stehen.',
      network_unreachable:
        'Prüfen Sie die Netzwerkverbindung; der Client verbindet sich von selbst wieder.',
      cors_or_server:
        'Prüfen Sie, ob die Plattform unter api-url läuft, und bitten Sie das Plattform-Team, den Ursprung dieser Seite in CORS_ORIGINS aufzunehmen. Ein Browser unterscheidet beides nicht.',
      timeout:
        'Prüfen Sie, ob die Plattform läuft und ob Firewalls und Proxys REST und WebSocket-Upgrades durchlassen.',
      health_not_ready:
        'Warten Sie: Der Client fragt /health weiter ab und fährt fort, sobald die KI-Dienste bereit sind.',
      auth_required:
        'Melden Sie sich zuerst an; jeder Aufruf braucht einen Authorization-Header, außer die Plattform läuft im Debug-Modus oder erlaubt anonymen Chat.',
      invalid_credentials: 'Prüfen Sie beides, und ob das Konto zu diesem Mandanten gehört.',
      auth_expired: 'Melden Sie sich erneut an; das Refresh-Token wird nicht mehr angenommen.',
      forbidden: 'Prüfen Sie tenant-id, und ob dieses Konto den Mandanten verwenden darf.',
      tenant_not_found:
        'Prüfen Sie tenant-id mit dem Plattform-Team: Die Plattform kennt diesen Mandanten nicht.',
      not_found:
        'Prüfen Sie api-url und api-version: Aufrufe gehen an {api-url}/api/{version}/…, zum Beispiel /api/v1/health und nicht /health.',
      validation:
        'Korrigieren Sie die genannten Felder; ein 422 bei jedem Aufruf heißt, dass X-Tenant-ID nicht ankam.',
      rate_limited: 'Warten Sie retry_after ab; der Client pausiert und macht von selbst weiter.',
      server_error:
        'Versuchen Sie es noch einmal; bleibt es so, nennen Sie dem Plattform-Team die Uhrzeit und die Request-ID.',
      realtime_unavailable:
        'REST funktioniert, aber der WebSocket wird abgelehnt: Prüfen Sie, ob Proxys Upgrades auf /api/{version}/ws/chat erlauben, und das Verbindungskontingent des Mandanten.',
      protocol:
        'Prüfen Sie, ob api-url auf die MIPTech-Plattform zeigt und nicht auf eine Webseite oder einen Proxy.',
      disposed: 'Erzeugen Sie einen neuen Client; dieser wurde beendet.',
    },
  },

  provider: {
    refused: '<miptech-provider> ist nicht verbunden. Bitte korrigieren Sie:',
  },
};

export default de;
