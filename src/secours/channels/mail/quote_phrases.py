"""Words by which mail clients announce what they quote, and sign what they send."""

import re

# First words of "On … wrote:"; a date may stand first as well.
OPENINGS = (
    "on ", "le ", "el ", "em ", "il ", "am ", "op ", "den ", "dne ", "w dniu ", "dnia ", "at ", "a ", "ons", "pada ",
    "vào ", "în ", "la ", "mån", "tir", "man", "tor", "fre", "lør", "søn", "lör", "sön", "tis", "du ", "date",
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", "lun", "mar", "mer", "jeu", "ven", "sam", "dim",
)  # fmt: skip
VERBS = (
    "wrote", "writes", "a écrit", "a ecrit", "a wrote", "écrit :", "écrivait", "schrieb", "escribió", "escribio", "ha scritto",
    "scrisse", "schreef", "geschreven", "escreveu", "skrev", "napisał", "pisze", "napsal", "napísal", "írta",
    "написал", "написав", "пишет", "kirjoitti", "yazdı", "a scris", "写道", "寫道", "작성", "のメッセージ", "menulis",
    "đã viết", "έγραψε", "a répondu", "geschrieben", "posted", "écrit:",
)  # fmt: skip

_LABELS = {
    "from": "from|de|von|van|da|från|fra|od|expéditeur|от|发件人|寄件者|差出人|보낸 사람|lähettäjä|feladó|kimden"
    "|remetente|отправитель|від",
    "date": "sent|date|envoyé|envoyé le|envoyée|gesendet|datum|verzonden|inviato|enviado|enviado el"
    "|enviada|enviado em|data|skickat|sendt|wysłano"
    "|odesláno|отправлено|дата|发送时间|日期|傳送時間|送信日時|보낸 날짜|fecha|dato|sent at|message du|message du :"
    "|date d'envoi|lähetetty|gönderildi|elküldve|am",
    "to": "to|à|a|an|aan|para|till|til|do|komu|кому|收件人|宛先|받는 사람|pour|destinataire|vastaanottaja|kime"
    "|címzett|reply-to|répondre à|mailed-by",
    "subject": "subject|objet|sujet|betreff|onderwerp|oggetto|asunto|assunto|ämne|emne|temat|předmět|тема"
    "|主题|主旨|件名|제목|aihe|konu|tárgy",
    "other": "cc|bcc|cci|copie|copie à|kopie|kopia|копия|抄送|cc to|importance|priority|organization"
    "|attachments|pièces jointes|wichtigkeit"
    "|priorité|importance|reply to|répondre à|in-reply-to|message-id",
}
KIND_OF_LABEL = {label: kind for kind, labels in _LABELS.items() for label in labels.split("|")}

SEPARATOR = re.compile(
    r"^[\s>*]{0,20}[-_=*—]{0,80}\s{0,9}(?:original message|original e-?mail|original appointment"
    r"|message d['’]origine|message original|message initial"
    r"|message transféré|message réexpédié|e-?mail d['’]origine|ursprüngliche nachricht|originalnachricht"
    r"|weitergeleitete nachricht|mensaje original"
    r"|messaggio originale|mensagem original|oorspronkelijk bericht|original-nachricht"
    r"|oprindelig meddelelse|ursprungligt meddelande|opprinnelig melding"
    r"|forwarded message|forwarded by .{1,80}|mensaje reenviado|messaggio inoltrato|doorgestuurd bericht"
    r"|исходное сообщение"
    r"|reply message|reply above this line|original)\s{0,9}[-_=*—]{0,80}:?[\s*]{0,20}$",
    re.IGNORECASE,
)
BEGINNING = re.compile(
    r"^[\s>*]{0,20}(?:begin forwarded message|début du (?:message|e-?mail) (?:réexpédié|transféré)"
    r"|anfang der weitergeleiteten (?:nachricht|e-mail)"
    r"|inicio del mensaje reenviado|inizio messaggio inoltrato)\s?:",
    re.IGNORECASE,
)
ANSWER_ABOVE = re.compile(
    r"(?:reply|type your reply|répondez|répondre|écrire|écrivez votre réponse"
    r"|votre réponse).{0,40}(?:above|au[- ]dessus).{0,20}(?:line|ligne)",
    re.IGNORECASE,
)

MOBILE = re.compile(
    r"^[\s<(\[*>]{0,6}(?:"
    r"sent (?:from|via|with|by|using) (?:(?:my|our) (?:[\w\-+.’']{1,30}[ \t]?){1,7}|(?:an?|the) (?:phone"
    r"|mobile|iphone|ipad|tablet|smartphone)"
    r"|[\[*]{0,2}(?:mail|mailbox|mobile|outlook|windows|yahoo|gmail|iphone|ipad|android|samsung"
    r"|blackberry|airmail|galaxy|proton|spark|nine|newton|type|edison|aqua|front|superhuman|thunderbird"
    r"|k-9|bluemail|typeapp|hey|surface)\b.{0,90})"
    r"|sent from (?:mobile|cell|phone|tablet|smartphone).{0,30}"
    r"|from my (?:iphone|ipad|phone|mobile|android|blackberry|samsung)\b.{0,30}"
    r"|(?:envoyé|envoyée|expédié) (?:depuis|de|à partir de|avec|via|par|grâce à) (?:mon|ma|un|une|l['’]"
    r"|d['’]|mes|outlook|yahoo|mail|samsung|iphone|ipad|orange|sfr|android|proton|la|gmail"
    r"|bluemail)\b.{0,90}"
    r"|(?:télécharger|obtenir|obtenez|téléchargez) outlook pour .{1,60}|provenance : courrier pour windows.{0,20}"
    r"|envoyé à partir de .{1,60}"
    r"|get \[?outlook for .{1,90}|von meinem .{1,40} gesendet|gesendet (?:von|mit) .{1,50}"
    r"|diese nachricht wurde von meinem .{1,60} gesendet\.?"
    r"|enviado (?:desde|do) .{1,50}|inviato da(?:l)? .{1,50}|verzonden (?:met|vanaf|via) .{1,50}"
    r"|sendt fra .{1,50}|skickat från .{1,50}|wysłane? z .{1,50}"
    r"|отправлено (?:с|из) .{1,50}|從我的 .{1,30} 傳送|发自我的.{1,30}|iphoneから送信|내 .{1,20}에서 보냄"
    r"|\w{2,20} from mobile|via mobile"
    r")(?: ?[<(]?https?://[^\s>)]{1,120})?[\s>)\].*]{0,6}$",
    re.IGNORECASE,
)
# "Sent from my desk, is much easier…" is a sentence; "…, please excuse any typos." is not.
MOBILE_EXCUSE = re.compile(
    r"^[\s<(*]{0,4}(?:sent (?:from|via)|envoyé (?:de|depuis)) (?:my|mon|ma) [^,.;]{1,50}[,.;]\s{0,3}"
    r"(?:please|pardon|sorry|excuse|apolog|veuillez|merci d|désolé|pls|forgive|brevity).{0,90}$",
    re.IGNORECASE,
)

DISCLAIMER = re.compile(
    r"^[\s*_\-]{0,40}(?:disclaimer|avertissement|confidentiality (?:notice|note)"
    r"|clause de confidentialité|avis de confidentialité"
    r"|(?:this|the (?:information|content)s?(?: contained)? (?:in|of) this) (?:e-?mail|message"
    r"|communication|electronic)\b.{0,120}"
    r"(?:confidential|privileged|intended|recipient)"
    r"|ce (?:message|courriel|mail|courrier|e-?mail)\b.{0,120}(?:confidentiel|destiné|destinataire|établi)"
    r"|les informations contenues dans (?:ce|cet)\b|l['’]intégrité de ce message"
    r"|if you (?:are not the intended|have received this)"
    r"|si vous (?:n['’]êtes pas le destinataire|avez reçu ce)|please consider the environment"
    r"|pensez à l['’]environnement"
    r"|avant d['’]imprimer|n['’]imprimez (?:ce|cet)|this email (?:has been|was) (?:scanned|checked)"
    r"|l['’]absence de virus"
    r"|le informazioni contenute|diese e-?mail enthält)",
    re.IGNORECASE,
)
CLOSING = re.compile(
    r"^\s{0,8}(?:(?:best|kind|kindest|warm)(?: regards)?|(?:many )?thanks|thank you|regards|cheers"
    r"|sincerely|yours|(?:bien |très )?cordialement|cdlt|cdt"
    r"|(?:bien )?à (?:toi|vous)|merci(?: d['’]avance| par avance| bien)?|bonne (?:journée|réception"
    r"|soirée)|respectueusement|salutations"
    r"|sincères salutations|meilleures salutations|amicalement|mit freundlichen grüßen"
    r"|viele grüße)\b.{0,40}$",
    re.IGNORECASE,
)
