"""UIMA CAS: the type system of a project, and one document for each article and annotator."""
