using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Model;
using static Polydev.Tests.Drivers.Nomad.Replay.RecordedCall;

namespace Polydev.Tests.Drivers.Nomad.Replay;

/// <summary>Exchanges about tokens, policies and namespaces.</summary>
internal static class AclRecordings
{
    public static IEnumerable<RecordedCall> All =>
    [
        Writes("acl-bootstrap", (c, _, t) => c.Acl.BootstrapAsync(t), a => Assert.Equal("management", a.Value.Type)),
        new("acl-policy-create", (c, r, t) => c.Acl.SetPolicyAsync(
            new AclPolicy { Name = "controller", Description = "master controller", Rules = r.Body!["Rules"]!.GetValue<string>() }, t)),
        Writes("acl-token-create", (c, _, t) => c.Acl.CreateTokenAsync("controller", ["controller"], t), a => Assert.Equal("client", a.Value.Type)),
        Reads("acl-token-self", (c, t) => c.Acl.SelfAsync(t), a => Assert.Equal(["controller"], a.Value.Policies!)),
        Refuses("acl-bootstrap-again", NomadError.Invalid, (c, t) => c.Acl.BootstrapAsync(t)),
        Refuses("acl-disabled", NomadError.AclDisabled, (c, t) => c.Acl.TokensAsync(t)),
        Refuses("acl-anonymous-denied", NomadError.Forbidden, (c, t) => c.Jobs.ListAsync(null, t)),
        Refuses("acl-bad-token", NomadError.Unauthorized, (c, t) => c.Jobs.ListAsync(null, t)),
        Refuses("acl-unknown-namespace-denied", NomadError.Forbidden, (c, t) => c.Jobs.ListAsync(new() { Namespace = "other" }, t)),
        Refuses("acl-controller-gc-denied", NomadError.Forbidden, (c, t) => c.Operator.CollectGarbageAsync(t)),
        Refuses("acl-controller-namespace-create-denied", NomadError.Forbidden, (c, t) => c.Namespaces.SetAsync(new NomadNamespace { Name = "x" }, t)),
        RefusesByHand("acl-bearer-rejected-1.1", NomadError.Forbidden),
        Reads("namespaces", (c, t) => c.Namespaces.ListAsync(t), a => Assert.Contains(a.Value, n => n.Name == "default")),
        Reads("namespace-get", (c, t) => c.Namespaces.GetAsync("runtimes", t)),
        new("namespace-create", (c, _, t) => c.Namespaces.SetAsync(new NomadNamespace { Name = "runtimes", Description = "runtime containers" }, t)),
        new("namespace-delete", (c, _, t) => c.Namespaces.RemoveAsync("runtimes", t)),
    ];
}
