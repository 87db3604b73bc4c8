using System.Buffers.Text;
using System.Text.Json;

namespace Polydev.Providers.Json;

/// <summary>One JSON value as it lies in a frame: its raw bytes, strings still escaped, nothing copied.</summary>
/// <remarks>
/// Reading is tolerant: a value of another kind than asked for is simply not there, so that a changed field never breaks a stream.
/// Only bytes that are not JSON throw, a <see cref="JsonException"/>.
/// </remarks>
internal readonly ref struct JsonSlice(ReadOnlySpan<byte> raw)
{
    /// <summary>Deeper than any schema of a provider, and still far from an overflow.</summary>
    internal static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = 256 };

    /// <summary>The bytes of the value; empty when there is none.</summary>
    public ReadOnlySpan<byte> Raw { get; } = raw;

    /// <summary>Whether the value is absent or <c>null</c>.</summary>
    public bool IsMissing => Raw.IsEmpty || Raw[0] == (byte)'n';

    public bool IsString => Raw.Length > 1 && Raw[0] == (byte)'"';

    public bool IsObject => !Raw.IsEmpty && Raw[0] == (byte)'{';

    public bool IsTrue => !Raw.IsEmpty && Raw[0] == (byte)'t';

    /// <summary>The string without its quotes, still escaped; empty when it is no string.</summary>
    public ReadOnlySpan<byte> Text => IsString ? Raw[1..^1] : default;

    public long? Number => Utf8Parser.TryParse(Raw, out long value, out var used) && used == Raw.Length ? value : null;

    public JsonFields Fields => new(Raw);

    public JsonItems Items => new(Raw);

    /// <summary>Takes a whole payload. One that is not an object is checked here; an object is checked by walking its fields.</summary>
    public static JsonSlice Root(ReadOnlySpan<byte> payload)
    {
        var root = new JsonSlice(payload.Trim(" \t\r\n"u8));
        if (!root.IsObject)
        {
            root.Validate();
        }

        return root;
    }

    public bool Is(ReadOnlySpan<byte> text) => IsString && Text.SequenceEqual(text);

    /// <summary>The named field of an object; for the cold paths, for each call walks the object.</summary>
    public JsonSlice Field(ReadOnlySpan<byte> name)
    {
        foreach (var field in Fields)
        {
            if (field.Is(name))
            {
                return field.Value;
            }
        }

        return default;
    }

    /// <summary>The string, unescaped; null when it is no string.</summary>
    public string? AsString()
    {
        if (!IsString)
        {
            return null;
        }

        var reader = new Utf8JsonReader(Raw, ReaderOptions);
        reader.Read();
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException invalid)
        {
            throw new JsonException("a string is not valid Unicode", invalid);
        }
    }

    public void Validate()
    {
        var reader = new Utf8JsonReader(Raw, ReaderOptions);
        while (reader.Read())
        {
        }
    }
}
