using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Polydev.Controller.Storage;

/// <summary>Where a page of executions ended: opaque to the client, stable while new ones come.</summary>
/// <param name="CreatedAt">When the last one was accepted.</param>
/// <param name="Number">Its row number.</param>
internal sealed record ExecutionCursor(DateTimeOffset CreatedAt, long Number)
{
    private const int Size = 2 * sizeof(long);

    /// <summary>The cursor as text.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteInt64BigEndian(bytes, CreatedAt.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt64BigEndian(bytes[sizeof(long)..], Number);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a cursor that a client sent back.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ExecutionCursor? cursor)
    {
        cursor = null;
        Span<byte> bytes = stackalloc byte[Size];
        if (Base64Url.DecodeFromChars(text, bytes, out _, out var length) != OperationStatus.Done || length != Size)
        {
            return false;
        }

        var milliseconds = BinaryPrimitives.ReadInt64BigEndian(bytes);
        if (milliseconds is < 0 or > 253_402_300_799_999)
        {
            return false;
        }

        cursor = new ExecutionCursor(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), BinaryPrimitives.ReadInt64BigEndian(bytes[sizeof(long)..]));
        return true;
    }
}
