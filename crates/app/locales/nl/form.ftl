# Words around the fields of a form.
form-errors-title = Er is nog iets niet in orde
form-cancel = Annuleer
form-optional = (mag leeg blijven)
form-not-applicable = Niet van toepassing
