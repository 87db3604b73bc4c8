namespace Polydev.Providers.Json;

/// <summary>A name and its value in a JSON object.</summary>
internal readonly ref struct JsonField(ReadOnlySpan<byte> name, JsonSlice value)
{
    private readonly ReadOnlySpan<byte> _name = name;

    public JsonSlice Value { get; } = value;

    /// <summary>Puts the value into a slot if the field has this name; for picking several fields in one walk.</summary>
    public bool Into(ReadOnlySpan<byte> name, ref JsonSlice slot)
    {
        if (!Is(name))
        {
            return false;
        }

        slot = Value;
        return true;
    }

    public bool Is(ReadOnlySpan<byte> name) => _name.SequenceEqual(name);
}
