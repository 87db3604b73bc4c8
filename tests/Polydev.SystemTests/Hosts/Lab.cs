namespace Polydev.SystemTests.Hosts;

/// <summary>Hosts on one network, made for a test and gone with it.</summary>
internal sealed class Lab : IAsyncDisposable
{
    private readonly Dictionary<string, LabHost> _hosts = new(StringComparer.Ordinal);
    private readonly List<IAsyncDisposable> _programs = [];

    private Lab(Lan lan) => Lan = lan;

    /// <summary>What they are plugged into.</summary>
    public Lan Lan { get; }

    /// <summary>A host by its name.</summary>
    public LabHost this[string name] => _hosts[name];

    /// <summary>Starts hosts with these names; skips the test, saying why, where that cannot be.</summary>
    public static async Task<Lab> StartAsync(params string[] names)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "hosts of the test's own are made as root");
        Assert.SkipUnless(File.Exists("/dev/net/tun"), "this kernel has no /dev/net/tun to make a network with");
        foreach (var program in new[] { "ip", "unshare", "nsenter" })
        {
            Assert.SkipUnless(Exists(program), $"the program {program} is not installed (Debian: apt-get install iproute2 util-linux)");
        }

        var lab = new Lab(new Lan(seed: 1));
        try
        {
            foreach (var name in names)
            {
                var host = new LabHost(name, lab._hosts.Count + 1, lab.Lan);
                lab._hosts.Add(name, host);
                await host.BootAsync();
            }
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }

        return lab;
    }

    /// <summary>Has something end with the lab, before its hosts do.</summary>
    public T Keep<T>(T program)
        where T : IAsyncDisposable
    {
        _programs.Add(program);
        return program;
    }

    /// <summary>Sets what happens between two hosts, in both directions.</summary>
    public void Between(string one, string other, LinkFault fault)
    {
        Lan.Set(this[one].Number, this[other].Number, fault);
        Lan.Set(this[other].Number, this[one].Number, fault);
    }

    /// <summary>Sets what happens to frames from a host to another, and not back.</summary>
    public void OneWay(string from, string to, LinkFault fault) => Lan.Set(this[from].Number, this[to].Number, fault);

    /// <summary>Sets what happens between a host and all others.</summary>
    public void Around(string name, LinkFault fault)
    {
        foreach (var other in _hosts.Keys.Where(n => n != name))
        {
            Between(name, other, fault);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            foreach (var program in Enumerable.Reverse(_programs))
            {
                await program.DisposeAsync();
            }
        }
        finally
        {
            foreach (var host in _hosts.Values)
            {
                await host.DisposeAsync();
            }

            await Lan.DisposeAsync();
        }
    }

    private static bool Exists(string program) => (Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/sbin").Split(':').Any(d => File.Exists(Path.Combine(d, program)));
}
