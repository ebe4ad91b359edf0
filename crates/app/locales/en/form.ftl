# Words around the fields of a form.
form-errors-title = There is a problem
form-cancel = Cancel
form-optional = (optional)
form-not-applicable = Does not apply
