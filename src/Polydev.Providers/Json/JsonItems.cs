using System.Text.Json;

namespace Polydev.Providers.Json;

/// <summary>Walks the items of a JSON array in place; anything but an array has none.</summary>
internal ref struct JsonItems
{
    private readonly ReadOnlySpan<byte> _raw;
    private Utf8JsonReader _reader;
    private bool _open;

    public JsonItems(ReadOnlySpan<byte> raw)
    {
        _raw = raw;
        _open = !raw.IsEmpty && raw[0] == (byte)'[';
        if (_open)
        {
            _reader = new Utf8JsonReader(raw, JsonSlice.ReaderOptions);
            _reader.Read();
        }
    }

    public JsonSlice Current { get; private set; }

    public readonly JsonItems GetEnumerator() => this;

    public bool MoveNext()
    {
        if (!_open)
        {
            return false;
        }

        _reader.Read();
        if (_reader.TokenType == JsonTokenType.EndArray)
        {
            _reader.Read();
            _open = false;
            return false;
        }

        var start = (int)_reader.TokenStartIndex;
        _reader.Skip();
        Current = new JsonSlice(_raw[start..(int)_reader.BytesConsumed]);
        return true;
    }
}
