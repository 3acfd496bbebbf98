//! Every place that a home points at. Written without `..`, so that a new field cannot be forgotten.

use crate::{
    Home, Listener, Location, Offset, OffsetCandidate, Problem, Reference, Runtime, StartFailure,
    Startup,
};

type Visit<'v> = &'v mut dyn FnMut(&mut Location);

impl Home {
    /// Calls `visit` with every place, always in the same order.
    pub fn locations_mut(&mut self, visit: Visit<'_>) {
        let Home {
            path: _,
            canonical: _,
            product: _,
            name: _,
            version: _,
            update: _,
            identity: _,
            group: _,
            is_remote: _,
            namespace,
            published,
            container,
            active: _,
            copy_of: _,
            pinned: _,
            runtimes,
            problems,
        } = self;
        let namespace = namespace.iter_mut().map(|space| &mut space.location);
        let published = published.iter_mut().map(|port| &mut port.location);
        namespace.chain(published).flatten().for_each(&mut *visit);
        if let Some(container) = container {
            container.locations_mut(visit);
        }
        for runtime in runtimes {
            of_runtime(runtime, visit);
        }
        for problem in problems {
            of_problem(problem, visit);
        }
    }
}

fn of_runtime(runtime: &mut Runtime, visit: Visit<'_>) {
    let Runtime {
        id: _,
        profile: _,
        generation: _,
        own_hosts: _,
        governing,
        offset,
        startup,
        listeners,
        references,
        problems,
    } = runtime;
    governing.iter_mut().for_each(&mut *visit);
    of_offset(offset, visit);
    of_startup(startup, visit);
    for listener in listeners {
        of_listener(listener, visit);
    }
    for reference in references {
        of_reference(reference, visit);
    }
    for problem in problems {
        of_problem(problem, visit);
    }
}

fn of_offset(offset: &mut Offset, visit: Visit<'_>) {
    let Offset {
        value: _,
        source: _,
        location,
        anchor,
        reason: _,
        candidates,
    } = offset;
    location.iter_mut().chain(anchor).for_each(&mut *visit);
    for candidate in candidates {
        let OffsetCandidate {
            source: _,
            text: _,
            location,
        } = candidate;
        location.iter_mut().for_each(&mut *visit);
    }
}

fn of_startup(startup: &mut Startup, visit: Visit<'_>) {
    match startup {
        Startup::Starts => {}
        Startup::Fails(StartFailure {
            reason: _,
            location,
            process: _,
        }) => location.iter_mut().for_each(visit),
    }
}

fn of_listener(listener: &mut Listener, visit: Visit<'_>) {
    let Listener {
        id: _,
        description: _,
        protocol: _,
        address: _,
        base: _,
        offset: _,
        port: _,
        state: _,
        condition: _,
        route: _,
        source: _,
        location,
        follows_offset: _,
        sharing: _,
        when_taken: _,
    } = listener;
    location.iter_mut().for_each(visit);
}

fn of_reference(reference: &mut Reference, visit: Visit<'_>) {
    let Reference {
        route: _,
        description: _,
        scheme: _,
        host: _,
        port: _,
        written: _,
        protocol: _,
        location,
        target: _,
        target_products: _,
        role: _,
    } = reference;
    location.iter_mut().for_each(visit);
}

fn of_problem(problem: &mut Problem, visit: Visit<'_>) {
    let Problem {
        kind: _,
        message: _,
        location,
        related,
        help: _,
        route: _,
        block: _,
        path: _,
        remedy: _,
    } = problem;
    let related = related.iter_mut().map(|(location, _)| location);
    location.iter_mut().chain(related).for_each(visit);
}
