using System.Buffers.Binary;
using System.Text;

namespace Polydev.Drivers.Docker.Images;

/// <summary>What a 64-bit little-endian ELF file asks of the system: its loader and the libraries it is linked with.</summary>
/// <remarks>https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html</remarks>
internal sealed record ElfFile(string? Interpreter, IReadOnlyList<string> Needed)
{
    private const int HeaderSize = 64;
    private const uint Load = 1;
    private const uint Dynamic = 2;
    private const uint Interpret = 3;
    private const ulong TagNeeded = 1;
    private const ulong TagStrings = 5;

    /// <summary>Reads a file; null when it is none of ELF.</summary>
    /// <exception cref="InvalidDataException">It says it is and is not.</exception>
    public static ElfFile? Read(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith("\u007fELF"u8))
        {
            return null;
        }

        if (file.Length < HeaderSize || file[4] != 2 || file[5] != 1)
        {
            throw new InvalidDataException("it is no 64-bit little-endian ELF file");
        }

        try
        {
            return Parse(file);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new InvalidDataException("its tables lead beyond its end", exception);
        }
    }

    private static ElfFile Parse(ReadOnlySpan<byte> file)
    {
        var segments = Segments(file);
        var interpreter = segments.Find(s => s.Type == Interpret) is { } path ? Text(file, (int)path.Offset) : null;
        List<ulong> needed = [];
        ulong? strings = null;
        if (segments.Find(s => s.Type == Dynamic) is { } table)
        {
            var content = file.Slice((int)table.Offset, (int)table.Size);
            for (; content.Length >= 16 && BinaryPrimitives.ReadUInt64LittleEndian(content) is not 0 and var tag; content = content[16..])
            {
                var value = BinaryPrimitives.ReadUInt64LittleEndian(content[8..]);
                if (tag == TagNeeded)
                {
                    needed.Add(value);
                }

                strings = tag == TagStrings ? value : strings;
            }
        }

        return new ElfFile(interpreter, needed.Count == 0 ? [] : Names(file, segments, strings, needed));
    }

    private static List<string> Names(ReadOnlySpan<byte> file, List<Segment> segments, ulong? strings, List<ulong> offsets)
    {
        // The dynamic section speaks of memory; the segment that is loaded there says where that is in the file.
        var home = segments.Find(s => s.Type == Load && strings >= s.Address && strings < s.Address + s.Size)
            ?? throw new InvalidDataException("its string table is in no segment");
        List<string> names = [];
        foreach (var offset in offsets)
        {
            names.Add(Text(file, (int)(strings!.Value - home.Address + home.Offset + offset)));
        }

        return names;
    }

    private static List<Segment> Segments(ReadOnlySpan<byte> file)
    {
        var table = (int)BinaryPrimitives.ReadUInt64LittleEndian(file[32..]);
        var size = BinaryPrimitives.ReadUInt16LittleEndian(file[54..]);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(file[56..]);
        var segments = new List<Segment>(count);
        for (var i = 0; i < count; i++)
        {
            var header = file.Slice(table + (i * size), 56);
            segments.Add(new Segment(
                BinaryPrimitives.ReadUInt32LittleEndian(header),
                BinaryPrimitives.ReadUInt64LittleEndian(header[8..]),
                BinaryPrimitives.ReadUInt64LittleEndian(header[16..]),
                BinaryPrimitives.ReadUInt64LittleEndian(header[32..])));
        }

        return segments;
    }

    private static string Text(ReadOnlySpan<byte> file, int offset)
    {
        var rest = file[offset..];
        var end = rest.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]);
    }

    private sealed record Segment(uint Type, ulong Offset, ulong Address, ulong Size);
}
