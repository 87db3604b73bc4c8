using System.Text.Json;

namespace Polydev.Providers.Json;

/// <summary>Walks the fields of a JSON object in place; anything but an object has none.</summary>
internal ref struct JsonFields
{
    private readonly ReadOnlySpan<byte> _raw;
    private Utf8JsonReader _reader;
    private bool _open;

    public JsonFields(ReadOnlySpan<byte> raw)
    {
        _raw = raw;
        _open = !raw.IsEmpty && raw[0] == (byte)'{';
        if (_open)
        {
            _reader = new Utf8JsonReader(raw, JsonSlice.ReaderOptions);
            _reader.Read();
        }
    }

    public JsonField Current { get; private set; }

    public readonly JsonFields GetEnumerator() => this;

    public bool MoveNext()
    {
        if (!_open)
        {
            return false;
        }

        _reader.Read();
        if (_reader.TokenType == JsonTokenType.EndObject)
        {
            // Reading on finds what follows the object: nothing may.
            _reader.Read();
            _open = false;
            return false;
        }

        var name = _reader.ValueSpan;
        _reader.Read();
        var start = (int)_reader.TokenStartIndex;
        _reader.Skip();
        Current = new JsonField(name, new JsonSlice(_raw[start..(int)_reader.BytesConsumed]));
        return true;
    }
}
