using System.Text;

namespace Polydev.Tests.Drivers.Nomad;

/// <summary>What a task wrote.</summary>
internal sealed class FakeLog
{
    private readonly Lock _gate = new();
    private byte[] _bytes = [];

    public byte[] Bytes
    {
        get
        {
            lock (_gate)
            {
                return _bytes;
            }
        }
    }

    /// <summary>Whether the agent breaks off after the next piece.</summary>
    public bool Broken { get; set; }

    public void Write(string text)
    {
        lock (_gate)
        {
            _bytes = [.. _bytes, .. Encoding.UTF8.GetBytes(text)];
        }
    }
}
