using System.Text.Json;
using Polydev.Protocol.Link;

namespace Polydev.Worker.Linked;

/// <summary>The rare lines of the link: everything a worker says that is not an event.</summary>
internal static class LinkLine
{
    /// <summary>Writes a frame as one line, its line feed included.</summary>
    public static byte[] Encode(WorkerFrame frame)
    {
        var json = FrameJson.Write(frame);
        Array.Resize(ref json, json.Length + 1);
        json[^1] = (byte)'\n';
        return json;
    }

    /// <summary>Reads a line of the controller; null when it is not a frame of this protocol.</summary>
    public static ControllerFrame? Decode(ReadOnlySpan<byte> line)
    {
        try
        {
            return FrameJson.ReadController(line);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}
