using System.Buffers.Binary;

namespace Polydev.Controller.Executions;

/// <summary>Makes the ids of executions: a prefix, then 26 characters that sort by time.</summary>
internal static class ExecutionId
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    private const string Prefix = "exe_";
    private const int Digits = 26;

    /// <summary>A new id such as <c>exe_01jd8z…</c>: a version 7 UUID in Crockford's base 32.</summary>
    public static string New(TimeProvider time)
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(time.GetUtcNow()).TryWriteBytes(bytes, bigEndian: true, out _);
        return string.Create(Prefix.Length + Digits, BinaryPrimitives.ReadUInt128BigEndian(bytes), static (text, rest) =>
        {
            Prefix.CopyTo(text);
            for (var i = text.Length - 1; i >= Prefix.Length; i--)
            {
                text[i] = Alphabet[(int)(rest & 31)];
                rest >>= 5;
            }
        });
    }
}
