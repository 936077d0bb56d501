// What the server wants done in the browser: a file saved, a room shown, a line typed.
watch('value', () => {
  const wanted = props.value || {};
  if (wanted.text !== undefined || wanted.base64 !== undefined) {
    const bytes = wanted.base64 === undefined ? null : Uint8Array.from(atob(wanted.base64), (c) => c.charCodeAt(0));
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([bytes || wanted.text], { type: wanted.kind + (bytes ? '' : ';charset=utf-8') }));
    link.download = wanted.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }
  if (wanted.focus) {
    const field = document.querySelector(wanted.focus);
    if (field) {
      field.focus();
      if (field.setSelectionRange) field.setSelectionRange(field.value.length, field.value.length);
      field.scrollIntoView({ block: 'nearest' });
    }
  }
});
