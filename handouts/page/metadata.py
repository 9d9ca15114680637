"""Says in a PDF's metadata (XMP) that it is PDF/UA-1 besides PDF/A-3a."""

from __future__ import annotations

from typing import Any

IDENTIFICATION = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
  <pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
  <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
  <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
  <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
    <pdfaProperty:name>part</pdfaProperty:name>
    <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
    <pdfaProperty:category>internal</pdfaProperty:category>
    <pdfaProperty:description>The part of ISO 14289 to which the file conforms</pdfaProperty:description>
  </rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
"""PDF/A knows no property of PDF/UA by itself: the file describes it (ISO 19005-3, 6.6.2.3.3)."""
END = b"</rdf:RDF>"


def claim_accessibility(pdf: Any) -> None:
    """Add to the metadata of a PDF that is not yet written, which says PDF/A-3a, that it is PDF/UA-1 too.

    They are not compressed: catalogues of archives look for them without unpacking the file.
    """
    stream = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    text = b"".join(stream.stream)
    if text.count(END) != 1:
        raise RuntimeError("the typesetter's metadata has not one end")
    stream.compress = False
    stream.stream = [text.replace(END, IDENTIFICATION + END)]
